"""How others solved what a check found: well-known causes by what torch, Python or the check says. Pure."""

import re

_HINTS: tuple[tuple[str, str], ...] = (
    (
        r"before Module\.__init__\(\) call",
        "Call super().__init__() as the constructor's first line, before anything is put on self.",
    ),
    (
        r"expected input\[.*\] to have \d+ channels, but got|Given groups=",
        "A convolution gets other channels than it was built for. Build the first one with the constructor's c1, and "
        "each further one with what the one before gives.",
    ),
    (
        r"running_mean should contain|weight should contain \d+ elements",
        "A normalisation was built for other channels than it gets: BatchNorm2d takes the output channels of the layer "
        "before it.",
    ),
    (
        r"mat1 and mat2 shapes cannot be multiplied",
        "A Linear layer has a fixed input size, often height × width of one picture size. Pool to 1×1 first "
        "(x.mean((2, 3))), or use a 1×1 convolution.",
    ),
    (
        r"shape '\[.*\]' is invalid for input of size",
        "A size is written as a number. Take it from the tensor: b, c, h, w = x.shape.",
    ),
    (
        r"size of tensor a .* must match the size of tensor b|Sizes of tensors must match",
        "Two maps differ in size. Bring one to the other's with nn.functional.interpolate(y, size=x.shape[-2:]), and "
        "pad convolutions with k // 2; a table of fixed size (a position embedding) must be resized to the map too.",
    ),
    (
        r"view size is not compatible|use \.reshape\(",
        "view needs memory in order; after permute or transpose use reshape, or contiguous() before view.",
    ),
    (
        r"Expected more than 1 value per channel",
        "BatchNorm cannot learn from one value a channel, which is what a 1×1 map with a batch of one gives. Leave it "
        "out after global pooling, or use GroupNorm.",
    ),
    (
        r"leaf Variable that requires grad .* in-place|modified by an inplace operation",
        "Something that the gradient needs is changed in place. Write y = y + x in place of y += x, and use "
        "activations without inplace=True there.",
    ),
    (
        r"does not require grad and does not have a grad_fn",
        "The output is cut off from the parameters: look for detach(), .data, torch.no_grad() or a tensor made anew.",
    ),
    (
        r"graph leaves|[Oo]nly [Tt]ensors created explicitly by the user",
        "A tensor with a gradient is kept on self and cannot be copied. Keep it with detach(), or do not keep it.",
    ),
    (
        r"pickle|local object|lambda",
        "Weights are saved with pickle: functions on self must stand at the top of the file. Use a def or an nn.Module "
        "in place of a lambda or an inner class.",
    ),
    (
        r"same device|cuda|CUDA",
        "Nothing moves by hand: leave out .cuda() and .to('cuda'), make tensors with device=x.device, and register "
        "constants with self.register_buffer.",
    ),
    (
        r"same dtype|expected scalar type|Input type .* should be the same|must have the same dtype|expected m1 and m2",
        "A tensor is made in another precision than the picture has. Make it with dtype=x.dtype and device=x.device, "
        "or register it with self.register_buffer.",
    ),
    (
        r"divisible by groups|divisible by num_groups",
        "The number of groups must divide the channels at every scale: math.gcd(groups, c1), or groups=c1.",
    ),
    (r"divisible by num_heads", "The heads must divide the channels at every scale: num_heads = max(1, c1 // 64)."),
    (
        r"[Kk]ernel size can't be greater|[Oo]utput size is too small|Padding size should be less",
        "The kernel is larger than the map. The deepest level of a small picture has a few pixels: pad with k // 2, or "
        "pool to a fixed size.",
    ),
    (
        r"Only tensors, lists, tuples|cannot infer type|Tracer|traced functions",
        "An export runs forward once with an example: let it depend on tensors alone, and give tensors, lists or "
        "tuples back.",
    ),
    (
        r"[Uu]nsupported: ONNX|not supported in opset|Exporting the operator|ONNX export failed",
        "ONNX has no such operation. Most have a form in simpler ones: mean in place of adaptive pooling to odd sizes, "
        "reshape and permute in place of unfold, explicit sizes in place of boolean masks.",
    ),
    (
        r"Boolean value of Tensor",
        "A condition asks a whole tensor. Compare with torch.where, or ask for shapes, which are plain numbers.",
    ),
    (
        r"positional arguments? but|required (positional|keyword-only) argument|unexpected keyword",
        "The constructor takes other arguments than the contract gives. Compare the worked example with the signature, "
        "or choose another rule.",
    ),
    (
        r"No module named",
        "A module may import torch, Ultralytics and what is installed beside them; nothing is fetched.",
    ),
    (
        r"Temporary failure in name resolution|Connection refused|Network is unreachable|urlopen error",
        "A module is built many times, also without a network. Load weights from a checkpoint, not in the source.",
    ),
    (r"no class \w+", "Call the class as the module is called, at the top of the file: class Name(nn.Module)."),
    (r"recursion", "A function calls itself without an end; often a constructor that makes its own class."),
    (
        r"longer than",
        "Look for a loop without an end at this line, or for work that grows with the picture: the check has seconds.",
    ),
    (r"memory", "A tensor is far larger than the map: an attention over all pixels needs (height × width)² values."),
    (r"more than \d+ processes", "A module must start no processes: it is built and copied many times."),
    (r"SystemExit|KeyboardInterrupt|exit status", "A module must not end its process: raise an exception instead."),
    (
        r"it gave NoneType",
        "forward has no return at its end.",
    ),
    (
        r"output channels for .* forward gave",
        "The last layer must give the channels that the contract says: c2 for base, repeat and join, c1 for same.",
    ),
    (
        r"not finite",
        "Look for a division by what may be zero, a logarithm or a root of what may be negative: add a small number "
        "inside, as in torch.sqrt(x + 1e-6).",
    ),
    (r"has no attribute", "What forward uses must be made in the constructor under the same name."),
    (r"is not defined", "Import it at the top of the file."),
)
_RECORDED = (
    "Forward is recorded once, with one example. Branches, loops and numbers that depend on values stay as they were "
    "then; ask for shapes only."
)
_BY_STEP = {
    "save and reload": "What a fresh process cannot know is lost: keep state in parameters, buffers or attributes.",
    "copy": "Ultralytics copies the model for its moving average: keep state in parameters, buffers or attributes.",
    "TorchScript": _RECORDED,
    "ONNX": _RECORDED,
}


def of(step: str, message: str) -> str | None:
    """What helps with a message of a step; None where nothing is known."""
    return next((hint for pattern, hint in _HINTS if re.search(pattern, message)), _BY_STEP.get(step))
