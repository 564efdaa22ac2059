"""What Ultralytics' configuration does not say of its arguments in a form to compute with: what each is for, in what
it is measured, which task it serves. A test holds the names against the installed version."""

from collections.abc import Mapping

OWN = {
    "task": "the architecture or the checkpoint says it",
    "mode": "a run trains",
    "model": "it is chosen under What",
    "data": "it is chosen under On what",
    "project": "a run has a folder of its own",
    "name": "a run has a folder of its own",
    "exist_ok": "a run has a folder of its own",
    "save_dir": "a run has a folder of its own",
    "save": "a run always keeps its weights",
    "resume": "a run that has ended is resumed on its page",
    "cfg": "a file is read by the import of arguments",
}
"""Set by the run itself, and why."""

GROUPS: dict[str, str] = {
    "Schedule": "epochs time patience batch nbs imgsz multi_scale warmup_epochs warmup_momentum warmup_bias_lr cos_lr"
    " seed deterministic",
    "Data": "fraction classes single_cls cache workers rect",
    "Optimizer": "optimizer lr0 lrf momentum weight_decay",
    "Loss weights": "box cls cls_pw dfl pose kobj rle angle dlog dgrad dlam dis overlap_mask mask_ratio",
    "Augmentation": "mosaic close_mosaic mixup cutmix copy_paste copy_paste_mode degrees translate scale shear"
    " perspective flipud fliplr hsv_h hsv_s hsv_v bgr auto_augment erasing",
    "Model and freezing": "freeze dropout pretrained cls_remap distill_model quantize nms",
    "Device and precision": "device amp compile channels_last",
    "Validation": "val split conf iou max_det augment agnostic_nms save_json save_txt save_conf visualize",
    "Output": "plots save_period verbose profile show_labels show_conf",
    "Prediction and export": "source vid_stride stream_buffer retina_masks embed show save_frames save_crop show_boxes"
    " line_width dnn format optimize dynamic simplify opset workspace tracker",
}
"""In the order of the form."""

UNUSED = "Prediction and export"
"""Ultralytics takes these for a training too, and makes no use of them."""

OTHER = "Other"
"""Where a newer Ultralytics has an argument that is not in the table yet."""

GROUP_OF = {name: group for group, names in GROUPS.items() for name in names.split()}

BOXES = ("detect", "segment", "pose", "obb")
POLYGONS = ("segment", "semantic", "obb")
DENSE = ("detect", "segment", "semantic", "depth", "pose", "obb")
"""All but classification, which has augmentations of its own."""

TASKS: dict[str, tuple[str, ...]] = {
    "overlap_mask": ("segment",),
    "mask_ratio": ("segment",),
    "dropout": ("classify",),
    "auto_augment": ("classify",),
    "erasing": ("classify",),
    "pose": ("pose",),
    "kobj": ("pose",),
    "rle": ("pose",),
    "angle": ("obb",),
    "dlog": ("depth",),
    "dgrad": ("depth",),
    "dlam": ("depth",),
    "copy_paste": POLYGONS,
    "copy_paste_mode": POLYGONS,
    "box": BOXES,
    "dfl": BOXES,
    "conf": BOXES,
    "iou": BOXES,
    "max_det": BOXES,
    "agnostic_nms": BOXES,
    "single_cls": (*BOXES, "semantic"),
    "classes": (*BOXES, "semantic"),
    "rect": DENSE,
} | dict.fromkeys(
    ["mosaic", "close_mosaic", "mixup", "cutmix", "degrees", "shear", "perspective", "translate", "bgr", "multi_scale"],
    DENSE,
)
"""Which tasks an argument serves; one that is not named serves all."""

UNITS = {
    "imgsz": "px",
    "degrees": "°",
    "shear": "°",
    "time": "h",
    "epochs": "epochs",
    "patience": "epochs",
    "warmup_epochs": "epochs",
    "close_mosaic": "epochs",
    "save_period": "epochs",
    "batch": "images",
    "nbs": "images",
}

OPTIMIZERS = ["auto", "SGD", "MuSGD", "Adam", "Adamax", "AdamW", "NAdam", "RAdam", "RMSProp"]

CHOICES: dict[str, list[bool | str | None]] = {
    "optimizer": [*OPTIMIZERS],
    "cache": [False, "ram"],
    "split": ["val", "test", "train"],
    "copy_paste_mode": ["flip", "mixup"],
    "auto_augment": ["randaugment", "autoaugment", "augmix", None],
    "amp": [True, False, "fp16", "bf16", "fp32"],
    "compile": [False, True, "default", "reduce-overhead", "max-autotune", "max-autotune-no-cudagraphs"],
}

SAME_AS_CHOICES: dict[str, list[bool | str]] = {"cache": [True]}
"""Other words for a choice."""

LIMITS: Mapping[str, tuple[float | None, float | None]] = {
    "imgsz": (32, 8192),
    "seed": (0, 2**31),
    "workers": (0, 256),
    "close_mosaic": (0, None),
    "save_period": (-1, None),
    "warmup_epochs": (0, None),
    "degrees": (0, 180),
    "shear": (0, 89),
    "freeze": (0, None),
    "line_width": (1, None),
} | dict.fromkeys(["box", "cls", "dfl", "pose", "kobj", "rle", "angle", "dlog", "dgrad", "dis"], (0, None))
"""What Ultralytics does not look at, and cannot mean outside of it."""
