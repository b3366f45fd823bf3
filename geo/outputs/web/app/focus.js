/* The keyboard's way into the drawer and back: what opened it gets the focus again when it closes. */
(function (cm) {
  var opener = null;

  function follow() {
    var drawer = cm.$("drawer"), at = document.activeElement, inside = drawer.contains(at);
    if (drawer.classList.contains("has-choice")) {
      if (inside || at === document.body) { return; }
      opener = cm.lasting(at);
      // A click leaves the focus where it is: whoever uses a mouse goes on in the table.
      if (at.matches(":focus-visible")) { drawer.querySelector("button").focus({ preventScroll: true }); }
    } else if (opener) {
      if ((inside || at === document.body) && opener()) { opener().focus(); }
      opener = null;
    }
  }

  /* Called when the drawer listens already: the focus moves after it was drawn. */
  cm.keepFocus = function () {
    cm.on("change", follow);
    cm.on("station", follow);
  };
})(covermap);
