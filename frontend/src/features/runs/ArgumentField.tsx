import { CloseButton, NativeSelect, Switch, TextInput } from "@mantine/core";
import { memo, type ReactNode, useId } from "react";
import classes from "./ArgumentField.module.css";
import type { TrainArgument } from "./queries";
import { asText, choiceText, NOTHING, sameValue, typesOf } from "./trainArgs";

export interface Option {
  value: string;
  label: string;
}

interface ArgumentFieldProps {
  argument: TrainArgument;
  /** Empty: the default. */
  typed: string;
  /** Why a run cannot have this value. */
  problem?: string | undefined;
  /** More to know in the present combination. */
  note?: string | undefined;
  /** It has no effect on the chosen task. */
  idle: boolean;
  /** What there is to choose from here, where that is more than the argument itself knows. */
  options?: readonly Option[] | undefined;
  /** Another way to find the value, beside the field. */
  helper?: ReactNode;
  onType: (name: string, text: string) => void;
}

/**
 * One argument of the training, with an input that fits its type. The default stands in it faintly.
 * Drawn anew only when something of its own changes: there are over a hundred.
 */
export const ArgumentField = memo(function ArgumentField(props: ArgumentFieldProps) {
  const { argument, typed, problem, note, idle, options, helper, onType } = props;
  const { name } = argument;
  const id = useId();
  const changed = typed !== "" && !sameValue(typed, asText(argument.default));
  const said = problem ?? note;
  return (
    <div
      className={classes.field}
      data-argument={name}
      data-changed={changed || undefined}
      data-idle={idle || undefined}
    >
      <label htmlFor={id} className={classes.name}>
        {name}
      </label>
      <span id={`${id}-help`} className={classes.help}>
        {argument.help}
      </span>
      <div className={classes.input}>
        <ArgumentInput
          id={id}
          argument={argument}
          options={options}
          typed={typed}
          problem={problem}
          describedBy={said ? `${id}-help ${id}-note` : `${id}-help`}
          onType={(text) => onType(name, text)}
        />
        {helper}
      </div>
      {changed ? (
        <CloseButton
          size={22}
          tabIndex={-1}
          aria-label={`Back to the default of ${name}`}
          onClick={() => onType(name, "")}
        />
      ) : (
        <span className={classes.unit}>{argument.unit}</span>
      )}
      {said && (
        <p id={`${id}-note`} className={classes.note} data-problem={problem ? true : undefined}>
          {said}
        </p>
      )}
    </div>
  );
});

interface InputProps {
  id: string;
  argument: TrainArgument;
  options: readonly Option[] | undefined;
  typed: string;
  problem: string | undefined;
  describedBy: string;
  onType: (text: string) => void;
}

function ArgumentInput(props: InputProps) {
  const { id, argument, options, typed, problem, describedBy, onType } = props;
  const standing = asText(argument.default);
  // Mantine's inputs take no aria-describedby but that of texts of their own.
  const described = { input: { "aria-describedby": describedBy } };
  const choices = options ? withTyped(options, typed) : choicesOf(argument, typed);
  if (choices) {
    return (
      <NativeSelect
        id={id}
        size="xs"
        className={classes.control ?? ""}
        data={choices}
        value={typed || standing}
        onChange={({ currentTarget: { value } }) => onType(value === standing ? "" : value)}
        error={Boolean(problem)}
        attributes={described}
        classNames={{ input: classes.text ?? "" }}
      />
    );
  }
  if (argument.type === "bool") {
    return (
      <Switch
        id={id}
        size="xs"
        checked={(typed || standing) === "true"}
        aria-describedby={describedBy}
        onChange={({ currentTarget: { checked } }) =>
          onType(String(checked) === standing ? "" : String(checked))
        }
      />
    );
  }
  return (
    <TextInput
      id={id}
      size="xs"
      className={classes.control ?? ""}
      value={typed}
      placeholder={standing || "automatic"}
      inputMode={typesOf(argument).every(isNumber) ? "decimal" : "text"}
      spellCheck={false}
      autoComplete="off"
      error={Boolean(problem)}
      attributes={described}
      classNames={{ input: classes.text ?? "" }}
      onChange={(event) => onType(event.currentTarget.value)}
    />
  );
}

/** Choices, also of a switch that may be left to the library, and what was typed elsewhere. */
function choicesOf(argument: TrainArgument, typed: string) {
  const named =
    argument.choices?.map(choiceText) ??
    (argument.type === "bool, optional" ? ["true", "false"] : null);
  if (!named) return null;
  const standing = asText(argument.default);
  const all = new Set([standing, ...named, ...(typed ? [typed] : [])]);
  return [...all].map((value) => ({
    value,
    label: value === NOTHING ? "none" : value || "automatic",
  }));
}

/** What was typed elsewhere stays to be seen, though it is none of them. */
function withTyped(options: readonly Option[], typed: string): Option[] {
  const known = typed === "" || options.some(({ value }) => value === typed);
  return known ? [...options] : [...options, { value: typed, label: typed }];
}

function isNumber(type: string): boolean {
  return type === "int" || type === "float";
}
