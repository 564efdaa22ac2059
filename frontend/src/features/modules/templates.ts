import type { Contract } from "./queries";

/** A block to begin with. `source` takes the class's name. */
export interface Template {
  id: string;
  title: string;
  what: string;
  category: string;
  contract: Contract;
  source: (name: string) => string;
}

const HEADER = `"""A custom module: code in this file runs on your machine, as you."""

import torch
from torch import nn
`;

/** Each passes the check as it is. */
export const TEMPLATES: readonly Template[] = [
  {
    id: "convolution",
    title: "Convolution block",
    what: "Convolution, normalisation, activation. One input; output channels are scaled.",
    category: "convolution",
    contract: { rule: "base" },
    source: (name) => `${HEADER}

class ${name}(nn.Module):
    """A convolution with normalisation and activation."""

    def __init__(self, c1: int, c2: int, k: int = 3, s: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv2d(c1, c2, k, s, padding=k // 2, bias=False)
        self.norm = nn.BatchNorm2d(c2)
        self.act = nn.SiLU()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.act(self.norm(self.conv(x)))
`,
  },
  {
    id: "residual",
    title: "Residual stack",
    what: "Bottlenecks with shortcuts, as many as the row repeats. Output channels are scaled.",
    category: "block",
    contract: { rule: "repeat" },
    source: (name) => `${HEADER}

def convolution(c1: int, c2: int, k: int) -> nn.Sequential:
    """A convolution with normalisation and activation."""
    return nn.Sequential(nn.Conv2d(c1, c2, k, padding=k // 2, bias=False), nn.BatchNorm2d(c2), nn.SiLU())


class ${name}(nn.Module):
    """n bottlenecks, each added to what it was given."""

    def __init__(self, c1: int, c2: int, n: int = 1, e: float = 0.5) -> None:
        super().__init__()
        hidden = max(int(c2 * e), 8)
        self.enter = convolution(c1, c2, 1)
        self.blocks = nn.ModuleList(
            nn.Sequential(convolution(c2, hidden, 3), convolution(hidden, c2, 3)) for _ in range(n)
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.enter(x)
        for block in self.blocks:
            x = x + block(x)
        return x
`,
  },
  {
    id: "attention",
    title: "Channel attention",
    what: "Weighs each channel by what it holds. Output channels are those of the input.",
    category: "attention",
    contract: { rule: "same" },
    source: (name) => `${HEADER}

class ${name}(nn.Module):
    """Squeeze and excitation: a weight for each channel from its mean."""

    def __init__(self, c1: int, reduction: int = 4) -> None:
        super().__init__()
        hidden = max(c1 // reduction, 4)
        self.weigh = nn.Sequential(
            nn.AdaptiveAvgPool2d(1),
            nn.Conv2d(c1, hidden, 1),
            nn.SiLU(),
            nn.Conv2d(hidden, c1, 1),
            nn.Sigmoid(),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * self.weigh(x)
`,
  },
  {
    id: "fusion",
    title: "Weighted fusion",
    what: "Adds several inputs with learned weights. Output channels are scaled.",
    category: "fusion",
    contract: { rule: "join" },
    source: (name) => `${HEADER}

class ${name}(nn.Module):
    """Brings its inputs to c2 channels and adds them with learned, normalised weights."""

    def __init__(self, c1: list[int], c2: int) -> None:
        super().__init__()
        self.enter = nn.ModuleList(nn.Conv2d(c, c2, 1) for c in c1)
        self.weights = nn.Parameter(torch.ones(len(c1)))

    def forward(self, x: list[torch.Tensor]) -> torch.Tensor:
        weights = torch.softmax(self.weights, dim=0)
        return sum(weight * enter(one) for weight, enter, one in zip(weights, self.enter, x))
`,
  },
];
