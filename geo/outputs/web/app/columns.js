/* Columns of thousands of numbers and texts as geo/outputs/_page/columns.py packs them: each has
   `length` and `at(index)`, texts `find(test)` besides. What was packed is not kept, and a text is
   put together when asked for. */
(function (cm) {
  var WIDTHS = { 8: Uint8Array, 16: Uint16Array, 32: Uint32Array };

  /* Whole numbers; null is a missing one. */
  cm.numbers = function (packed) {
    var binary = atob(packed.base64), bytes = new Uint8Array(binary.length), least = packed.least;
    for (var i = 0; i < bytes.length; i += 1) { bytes[i] = binary.charCodeAt(i); }
    var counted = new WIDTHS[packed.bits](bytes.buffer), missing = Math.pow(2, packed.bits) - 1;
    return {
      length: counted.length,
      at: function (index) { return counted[index] === missing ? null : least + counted[index]; }
    };
  };

  /* Texts, each without the beginning it shares with the one before it. */
  cm.texts = function (packed) {
    var all = packed.text, restart = packed.restart;
    var shared = cm.numbers(packed.shared), own = cm.numbers(packed.own), count = own.length;
    var starts = new Uint32Array(Math.ceil(count / restart));
    for (var i = 0, start = 0; i < count; start += own.at(i), i += 1) {
      if (i % restart === 0) { starts[i / restart] = start; }
    }
    /* The first text from an index on, which has to share nothing, that a test holds for. */
    function look(first, holds) {
      for (var i = first, start = starts[first / restart], text = ""; i < count; start += own.at(i), i += 1) {
        text = text.slice(0, shared.at(i)) + all.slice(start, start + own.at(i));
        if (holds(text, i)) { return { index: i, text: text }; }
      }
      return { index: -1, text: "" };
    }
    return {
      length: count,
      at: function (index) {
        return look(index - index % restart, function (text, i) { return i === index; }).text;
      },
      find: function (holds) { return look(0, holds).index; }
    };
  };

  /* Texts of which there are few different ones: `values`, and `index.at(index)` into them. */
  cm.choices = function (packed) {
    var values = packed.values, index = cm.numbers(packed.index);
    return { values: values, length: index.length, index: index, at: function (i) { return values[index.at(i)]; } };
  };
})(covermap);
