"""Texts that are valid and written as nobody writes them: what an edit must leave alone."""

CRLF = """\ufeff# BOM, CRLF, rows over several lines, block rows\r
nc: 3\r
backbone:\r
- [-1,   1, Conv , [ 16,3 , 2 ]]   # kept as it is\r
\r
- [-1, 1,\r
   Conv, [32, 3, 2]]\r
- - -1\r
  - 2\r
  - C2f\r
  - - 32\r
    - True\r
# before the head\r
head: [[[2, 1], 1, Concat, [1]], [-1, 1, "nn.Identity", []], [[4], 1, Detect, [nc]]]\r
extra: {a: 1}"""

BRACKETS = """# a section in brackets, a row a line
head: [
    [-1, 1, Conv, [64, 3, 2]], # first of the head
    [[-1, 0], 1, Concat, [1]],   # a join
    # a line of its own
    [[4, 1], 1, Detect, [nc]] # the last
  ] # end
nc: 80
backbone: [[-1, 1, Conv, [16, 3, 2]], [-1, 1, Conv, ['x # y', 3, 2]],
           [-1, 2, C2f, [32, true]]]
scales: {n: [0.5, 0.25, 1024], s: [.5, 0.50, 1024]}
"""

COMMENTED = """nc: 80
# about the scales
scales: # [depth, width, max_channels]
  n: [0.50, 0.25, 1024] # small
  s: [0.50, 0.50, 1024]

backbone:
  # [from, repeats, module, args]
  - [-1, 1, Conv, [64, 3, 2]] # 0
  # halves again
  # twice said
  - [-1, 1, Conv, [128, 3, 2]] # 1
  - [-1, 1, Conv, [128, 3, 1]]

  # absolute numbers
  - [1, 1, Conv, [128, 3, 1]]
  - [[2, 3, 0], 1, CBFuse, [[0, 0]]] # 4
head:
  - [-2, 1, Conv, [64]]   # 5
  - [[5, -2], 1, Detect, [nc]]"""

EMPTY_HEAD = "nc: 1\nbackbone:\n  - [-1, 1, Conv, [8]]\n  - [-1, 1, Conv, [8]]\nhead: [] # nothing yet\n"

ONE_LINE = "{nc: 2, backbone: [[-1, 1, Conv, [8]], [-1, 1, Conv, [8]]], head: [[[0, 1], 1, Detect, [nc]]]}"

ODD_TEXTS = {"crlf": CRLF, "brackets": BRACKETS, "commented": COMMENTED, "empty head": EMPTY_HEAD, "line": ONE_LINE}
