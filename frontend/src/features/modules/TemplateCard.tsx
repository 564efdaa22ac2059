import { Radio } from "@mantine/core";
import { FilePlus } from "lucide-react";
import { BlockGraph } from "./BlockGraph";
import type { Preview } from "./blockGraph";
import classes from "./TemplateCard.module.css";

interface TemplateCardProps {
  /** Of the radio group that it stands in. */
  value: string;
  title: string;
  description: string;
  preview?: Preview;
}

/** Something that a new module may begin with, as one of a radio group. */
export function TemplateCard({ value, title, description, preview }: TemplateCardProps) {
  return (
    <Radio.Card value={value} className={classes.card ?? ""} aria-label={title}>
      <span className={classes.title}>
        <Radio.Indicator size="xs" />
        {title}
      </span>
      <span className={classes.what}>{description}</span>
      <span className={classes.picture}>
        {preview ? (
          <BlockGraph preview={preview} />
        ) : (
          <FilePlus size={28} strokeWidth={1.5} aria-hidden />
        )}
      </span>
    </Radio.Card>
  );
}
