import { CloseButton, Select, Switch, TextInput, Tooltip } from "@mantine/core";
import { useId } from "react";
import classes from "./ArgumentField.module.css";
import type { TrainArgument } from "./queries";
import { asText, sameValue, typesOf } from "./trainArgs";

interface ArgumentFieldProps {
  argument: TrainArgument;
  /** Empty: the default. */
  typed: string;
  problem?: string | undefined;
  /** More to know in the present combination. */
  note?: string | undefined;
  onType: (text: string) => void;
}

/** One argument of the training, with an input that fits its type. The default stands in it faintly. */
export function ArgumentField({ argument, typed, problem, note, onType }: ArgumentFieldProps) {
  const id = useId();
  const changed = typed !== "" && !sameValue(typed, asText(argument.default));
  return (
    <div className={classes.field} data-changed={changed || undefined}>
      <Tooltip
        label={`${argument.help || argument.name} (${argument.type})`}
        multiline
        maw={320}
        position="top-start"
        events={{ hover: true, focus: true, touch: true }}
      >
        <label htmlFor={id} className={classes.label}>
          <span className={classes.name}>{argument.name}</span>
          <span className={classes.help} aria-hidden>
            {argument.help}
          </span>
        </label>
      </Tooltip>
      <div className={classes.input}>
        <ArgumentInput
          id={id}
          argument={argument}
          typed={typed}
          problem={problem}
          onType={onType}
        />
      </div>
      {changed ? (
        <CloseButton
          size={24}
          aria-label={`Back to the default of ${argument.name}`}
          onClick={() => onType("")}
        />
      ) : (
        <span />
      )}
      {(problem || note) && (
        <p id={`${id}-note`} className={classes.note} data-problem={problem ? true : undefined}>
          {problem ?? note}
        </p>
      )}
    </div>
  );
}

function ArgumentInput(props: Omit<ArgumentFieldProps, "note"> & { id: string }) {
  const { id, argument, typed, problem, onType } = props;
  const standing = asText(argument.default);
  const choices = choicesOf(argument);
  if (choices) {
    return (
      <Select
        id={id}
        data={choices}
        value={typed || standing || null}
        placeholder="automatic"
        clearable={standing === "" && typed !== ""}
        onChange={(value) => onType(value === standing ? "" : (value ?? ""))}
        error={Boolean(problem)}
      />
    );
  }
  if (argument.type === "bool") {
    return (
      <Switch
        id={id}
        checked={(typed || standing) === "true"}
        onChange={(event) => {
          const text = String(event.currentTarget.checked);
          onType(text === standing ? "" : text);
        }}
      />
    );
  }
  return (
    <TextInput
      id={id}
      value={typed}
      placeholder={standing || "automatic"}
      inputMode={typesOf(argument).every(isNumber) ? "decimal" : "text"}
      spellCheck={false}
      autoComplete="off"
      error={Boolean(problem)}
      aria-describedby={problem ? `${id}-note` : undefined}
      classNames={{ input: classes.text ?? "" }}
      onChange={(event) => onType(event.currentTarget.value)}
    />
  );
}

/** Choices, also of a switch that may be left to the library. */
function choicesOf(argument: TrainArgument): string[] | null {
  if (argument.choices) return argument.choices.map(asText);
  return argument.type === "bool, optional" ? ["true", "false"] : null;
}

function isNumber(type: string): boolean {
  return type === "int" || type === "float";
}
