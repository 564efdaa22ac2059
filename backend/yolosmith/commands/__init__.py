"""The subcommands of `yolosmith`, one module each; `cli` puts them together."""
