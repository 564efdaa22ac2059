import { Fragment } from "react";
import { CommitField } from "./CommitField";
import { FACTORS, factorProblem, modelKeys, withFactor } from "./modelKeys";
import classes from "./RowPanel.module.css";
import type { Commands } from "./useCommands";

interface ModelFieldsProps {
  text: string;
  commands: Commands;
  readOnly: boolean;
}

const MOST_CLASSES = 100_000;

/** Number of classes, activation and scales, as the text says them. */
export function ModelFields({ text, commands, readOnly }: ModelFieldsProps) {
  const { nc, activation, scales } = modelKeys(text);
  const shared = { readOnly, onUndo: commands.undo, onRedo: commands.redo };
  const put = (key: string, value: unknown) => commands.apply({ op: "replace_key", key, value });
  return (
    <>
      <div className={classes.fields}>
        <div className={classes.field}>
          <span className={classes.label} data-given>
            nc
          </span>
          <CommitField
            {...shared}
            aria-label="Number of classes"
            inputMode="numeric"
            value={nc === null ? "" : String(nc)}
            onCommit={(typed) => {
              const value = Number(typed);
              if (!Number.isInteger(value) || value < 1 || value > MOST_CLASSES) {
                return `A whole number, 1 to ${MOST_CLASSES}`;
              }
              put("nc", value);
              return null;
            }}
          />
        </div>
        <div className={classes.field}>
          <span className={classes.label} data-given={activation !== null || undefined}>
            activation
          </span>
          <CommitField
            {...shared}
            aria-label="Activation"
            placeholder="nn.SiLU()"
            value={activation ?? ""}
            onCommit={(typed) => {
              put("activation", typed.trim() || null);
              return null;
            }}
          />
        </div>
      </div>
      <h3>Scales</h3>
      {scales ? (
        <div className={classes.scales}>
          <span />
          {FACTORS.map((factor) => (
            <span key={factor} className={classes.muted}>
              {factor}
            </span>
          ))}
          {Object.entries(scales).map(([letter, triple]) => (
            <Fragment key={letter}>
              <b>{letter}</b>
              {FACTORS.map((factor, at) => (
                <CommitField
                  key={factor}
                  {...shared}
                  aria-label={`${factor} of ${letter}`}
                  inputMode="decimal"
                  value={String(triple[at])}
                  onCommit={(typed) => {
                    const value = Number(typed);
                    const problem = factorProblem(value);
                    if (problem === null) put("scales", withFactor(scales, letter, at, value));
                    return problem;
                  }}
                />
              ))}
            </Fragment>
          ))}
        </div>
      ) : (
        <p className={classes.muted}>The text has none, or writes them in a way of its own.</p>
      )}
    </>
  );
}
