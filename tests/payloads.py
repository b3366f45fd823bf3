"""Text that must stay text wherever it is shown."""

# Each would set window.struck, leave its element, break a template, or vanish, if it were
# ever taken for anything but text.
PAYLOADS = [
    "<script>window.struck=1</script>",
    '"><img src=x onerror="window.struck=1">',
    "</title><script>window.struck=1</script>",
    "</script><script>window.struck=1</script>",
    "<!--<script>",
    "${window.struck=1}",
    "`;window.struck=1;//",
    "C:\\path\\2019\\u0041",
    "{{7*191}}",
    "{% for x in y %}",
    "{# comment",
    "';window.struck=1;//",
    "javascript:window.struck=1",
    "line\u2028separator\u2029here",
    "=1+1&amp;&lt;",
    "[share] [dbm]",
    "\u202egnirts\u202c",
]


def hostile(frame, columns: list[str]):
    """Fill text columns with the payloads, turn by turn."""
    frame = frame.copy()
    for shift, column in enumerate(columns):
        turns = [PAYLOADS[(i + shift) % len(PAYLOADS)] for i in range(len(frame))]
        frame[column] = turns
    return frame
