"""Every format that the installed Ultralytics exports to, and what keeps this machine from it.

Ultralytics would install what is missing; here nothing is downloaded, so a format is there when its packages are.
"""

import importlib.util
import platform
import shutil
from typing import Any

import torch
from ultralytics.engine import exporter

from yolosmith.checkpoints.export_schemas import FormatInfo
from yolosmith.engine.jobs import Say

PACKAGES = {
    "torchscript": (),
    "onnx": ("onnx", "onnxruntime", "onnxslim"),
    "openvino": ("openvino",),
    "engine": ("tensorrt", "onnx"),
    "coreml": ("coremltools",),
    "coreai": ("coreai_torch",),
    "saved_model": ("tensorflow", "onnx2tf"),
    "pb": ("tensorflow", "onnx2tf"),
    "edgetpu": ("tensorflow", "onnx2tf"),
    "litert": ("litert_torch", "ai_edge_litert"),
    "paddle": ("paddle", "x2paddle"),
    "mnn": ("MNN", "onnx"),
    "ncnn": ("ncnn", "pnnx"),
    "imx": ("model_compression_toolkit", "imx500_converter"),
    "rknn": ("rknn",),
    "executorch": ("executorch",),
    "axelera": ("axelera",),
    "deepx": ("dx_com",),
    "qnn": ("onnxruntime_qnn",),
    "hailo": ("hailo_sdk_client",),
    "ascend": ("onnx",),
    "xilinx": ("quark",),
}
"""What each imports, by the names under which Python knows them."""

INSTALLED_AS = {
    "coreai_torch": "coreai-torch",
    "litert_torch": "litert-torch",
    "ai_edge_litert": "ai-edge-litert",
    "ai_edge_quantizer": "ai-edge-quantizer",
    "paddle": "paddlepaddle",
    "model_compression_toolkit": "model-compression-toolkit",
    "imx500_converter": "imx500-converter[pt]",
    "rknn": "rknn-toolkit2",
    "axelera": "axelera-devkit --extra-index-url https://software.axelera.ai/artifactory/api/pypi/axelera-pypi/simple",
    "onnxruntime_qnn": "onnxruntime-qnn",
    "quark": "amd-quark",
}
"""What pip is asked for, where that is another name."""

BY_HAND = {"hailo_sdk_client": "Hailo's Dataflow Compiler, from the Hailo Developer Zone"}
"""What no package index has."""

PROGRAMS = {
    "edgetpu": ("edgetpu_compiler", "the Edge TPU Compiler of coral.ai"),
    "ascend": ("atc", "the CANN toolkit of hiascend.com"),
}
INT8_PACKAGES = {"openvino": ("nncf",), "litert": ("ai_edge_quantizer",)}
OPTIONS = ("dynamic", "simplify", "nms")


def run(args: dict[str, Any], say: Say) -> list[dict[str, Any]]:
    """The job `export_formats`: a `FormatInfo` for each, in the order of Ultralytics' table, without PyTorch itself.

    Args:
        args: None are needed.
        say: Unused.
    """
    table = exporter.export_formats()
    rows = zip(table["Argument"], table["Format"], table["CPU"], table["Arguments"], strict=True)
    return [_info(*row).model_dump() for row in rows if row[0] != "-"]


def _info(name: str, title: str, on_cpu: bool, arguments: list[str]) -> FormatInfo:
    why = missing(name, on_cpu=on_cpu)
    known = {32: name not in exporter.FP32_UNSUPPORTED_FORMATS}
    known |= {16: name in exporter.FP16_FORMATS, 8: name in exporter.INT8_FORMATS}
    lacking = {bits: lack for bits in (16, 8) if known[bits] and (lack := _lacking(name, bits))}
    return FormatInfo(
        format=name,
        title=title,
        available=why is None,
        why=why,
        options=[option for option in OPTIONS if option in arguments],
        precisions=[bits for bits, knows in known.items() if knows and bits not in lacking],
        lacking=lacking,
    )


def _lacking(name: str, bits: int) -> str | None:
    """What keeps this machine from a precision that the format has."""
    if bits == 16 and name in ("onnx", "torchscript") and not torch.cuda.is_available():
        return "16 bits need an NVIDIA GPU, and there is none here."
    if bits == 8 and (absent := _absent(INT8_PACKAGES.get(name, ()))):
        return f"8 bits need {_to_install(absent)}"
    return None


def missing(name: str, *, on_cpu: bool) -> str | None:
    """Why this machine cannot export to a format; None: it can."""
    if name not in PACKAGES:
        return "This version of Yolosmith does not know what it needs."
    if name == "engine" and not torch.cuda.is_available():
        return "Needs an NVIDIA GPU, and there is none here."
    if name in ("coreml", "coreai") and platform.system() != "Darwin":
        return "Its models can be run and compared on macOS only."
    absent = _absent(PACKAGES[name])
    if absent:
        return f"Needs {_to_install(absent)}"
    program, source = PROGRAMS.get(name, (None, None))
    if program and shutil.which(program) is None:
        return f"Needs the program {program}, which is not installed here; it comes with {source}."
    if not on_cpu and not torch.cuda.is_available() and name != "engine":
        return "Its models do not run on a CPU, so that they could not be compared here."
    return None


def _to_install(absent: list[str]) -> str:
    by_hand = [BY_HAND[package] for package in absent if package in BY_HAND]
    if by_hand:
        return f"{' and '.join(by_hand)}; it is not installed here."
    what = "a package that is" if len(absent) == 1 else "packages that are"
    return f"{what} not installed here: pip install {' '.join(INSTALLED_AS.get(name, name) for name in absent)}"


def _absent(packages: tuple[str, ...]) -> list[str]:
    return [package for package in packages if importlib.util.find_spec(package) is None]
