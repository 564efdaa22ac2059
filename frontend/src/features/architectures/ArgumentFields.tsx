import { ActionIcon, NativeSelect, Tooltip } from "@mantine/core";
import { RotateCcw } from "lucide-react";
import type { ModuleSummary } from "../modules/queries";
import { type Field, fieldsOf, readValue, withArgument, withoutArgument } from "./arguments";
import { CommitField } from "./CommitField";
import type { Row } from "./queries";
import classes from "./RowPanel.module.css";
import type { Commands } from "./useCommands";

interface ArgumentFieldsProps {
  row: Row;
  module: ModuleSummary | undefined;
  commands: Commands;
  readOnly: boolean;
}

/** The arguments of a row by their names. */
export function ArgumentFields({ row, module, commands, readOnly }: ArgumentFieldsProps) {
  const fields = fieldsOf(row.module, module?.args ?? [], row.args);
  if (fields.length === 0) return <p className={classes.muted}>{row.module} takes no arguments.</p>;
  return (
    <div className={classes.fields} data-arguments>
      {fields.map((field) => (
        <ArgumentField
          key={`${row.id} ${row.module} ${field.position} ${field.kind}`}
          field={field}
          readOnly={readOnly}
          commands={commands}
          onValue={(value) =>
            commands.set(row.id, { args: withArgument(fields, row.args, field.position, value) })
          }
          onReset={() => commands.set(row.id, { args: withoutArgument(row.args, field.position) })}
          last={field.position === row.args.length - 1}
        />
      ))}
    </div>
  );
}

interface ArgumentFieldProps {
  field: Field;
  readOnly: boolean;
  commands: Commands;
  onValue: (value: unknown) => void;
  onReset: () => void;
  /** Of those that the row gives: it can be left out again. */
  last: boolean;
}

function ArgumentField({ field, readOnly, commands, onValue, onReset, last }: ArgumentFieldProps) {
  const { name, kind, text, given, required, fallback, choices, help } = field;
  const label = (
    <span className={classes.label} title={help ?? undefined} data-given={given || undefined}>
      {name}
    </span>
  );
  const reset = given && last && !required && !readOnly && (
    <Tooltip label={`Leave it out: ${fallback}`}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={24}
        aria-label={`Leave ${name} out`}
        onClick={onReset}
      >
        <RotateCcw size={13} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
  if (kind === "bool" || kind === "choice") {
    const values = kind === "bool" ? ["True", "False"] : choices;
    return (
      <div className={classes.field}>
        {label}
        <NativeSelect
          size="xs"
          aria-label={name}
          disabled={readOnly}
          value={text}
          data={[
            ...(given ? [] : [{ value: "", label: fallback.replace(/^'|'$/g, "") }]),
            ...values.map((value) => ({ value, label: value })),
          ]}
          onChange={(event) => {
            const chosen = event.currentTarget.value;
            onValue(kind === "bool" ? chosen === "True" : chosen);
          }}
        />
        {reset}
      </div>
    );
  }
  return (
    <div className={classes.field}>
      {label}
      <CommitField
        aria-label={name}
        value={text}
        placeholder={fallback}
        readOnly={readOnly}
        inputMode={kind === "whole" ? "numeric" : kind === "number" ? "decimal" : "text"}
        onUndo={commands.undo}
        onRedo={commands.redo}
        onCommit={(typed) => {
          if (typed.trim() === "" && !required && kind !== "text") {
            onReset();
            return null;
          }
          const read = readValue(kind, typed);
          if ("problem" in read) return read.problem;
          onValue(read.value);
          return null;
        }}
      />
      {reset}
    </div>
  );
}
