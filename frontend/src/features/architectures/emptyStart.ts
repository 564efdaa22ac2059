/** The smallest detector with every part in its place: three levels down, one head. */
export const EMPTY_START = `# A detector at P3/8 and P4/16
nc: 80 # number of classes
scales: # [depth, width, max_channels]
  n: [0.50, 0.25, 1024]
  s: [0.50, 0.50, 1024]

backbone:
  # [from, repeats, module, args]
  - [-1, 1, Conv, [64, 3, 2]] # 0-P1/2
  - [-1, 1, Conv, [128, 3, 2]] # 1-P2/4
  - [-1, 1, Conv, [256, 3, 2]] # 2-P3/8
  - [-1, 1, Conv, [512, 3, 2]] # 3-P4/16

head:
  - [[2, 3], 1, Detect, [nc]] # 4 Detect(P3, P4)
`;
