import { Anchor, Autocomplete, NumberInput, Select, Textarea } from "@mantine/core";
import { Link } from "react-router";
import { ArgumentTable } from "./ArgumentTable";
import classes from "./ContractTab.module.css";
import {
  type Channels,
  channelsOf,
  RULES,
  ruleInWords,
  TASKS,
  withChannels,
  withRule,
} from "./contracts";
import type { Contract, Module, ModuleText, Rule } from "./queries";

interface ContractTabProps {
  name: string;
  text: ModuleText;
  onEdit: (text: ModuleText) => void;
  /** As it was saved; null before that. */
  saved: Module | null;
  /** The text has changed since. */
  changed: boolean;
  /** Those that are in use. */
  categories: readonly string[];
}

const PROPOSED = "proposed";

/** How a row of an architecture becomes a call of the class, and what people are told of it. */
export function ContractTab({ name, text, onEdit, saved, changed, categories }: ContractTabProps) {
  const { contract } = text;
  const rule = contract ? ruleInWords(contract.rule) : undefined;
  const choose = (value: string | null) =>
    onEdit({ ...text, contract: !value || value === PROPOSED ? null : withRule(value as Rule) });
  return (
    <div className={classes.form}>
      <div>
        <Select
          label="Rule"
          description={
            rule?.what ?? "The rule that the class's signature suggests, when it is saved."
          }
          inputWrapperOrder={["label", "input", "description"]}
          allowDeselect={false}
          data={[
            { value: PROPOSED, label: "As the signature suggests" },
            ...RULES.map((one) => ({ value: one.rule, label: one.label })),
          ]}
          value={contract?.rule ?? PROPOSED}
          onChange={choose}
        />
        {rule && (
          <p className={classes.call}>
            {saved?.example && !changed ? (
              saved.example
            ) : (
              <>
                row <code>[-1, n, {name}, [a, b]]</code> calls <code>{rule.call(name)}</code>
              </>
            )}
          </p>
        )}
      </div>
      {contract?.rule === "plain" && (
        <PlainChannels
          contract={contract}
          onChange={(next) => onEdit({ ...text, contract: next })}
        />
      )}
      {contract?.rule === "head" && (
        <Select
          label="Task"
          placeholder="As the class's name suggests"
          clearable
          data={[...TASKS]}
          value={contract.task ?? null}
          onChange={(task) =>
            onEdit({ ...text, contract: task ? { rule: "head", task } : { rule: "head" } })
          }
        />
      )}
      <div className={classes.arguments}>
        <h2>Arguments that a row writes</h2>
        {saved ? (
          <ArgumentTable args={saved.args} />
        ) : (
          <p className={classes.note}>Read from the signature when the module is saved.</p>
        )}
      </div>
      <Textarea
        label="Description"
        autosize
        minRows={2}
        maxRows={6}
        value={text.description}
        onChange={(event) => onEdit({ ...text, description: event.currentTarget.value })}
      />
      <Autocomplete
        label="Category"
        data={[...categories]}
        value={text.category}
        onChange={(category) => onEdit({ ...text, category })}
      />
      {saved && <UsedBy names={saved.used_by} />}
    </div>
  );
}

function UsedBy({ names }: { names: readonly string[] }) {
  return (
    <div className={classes.arguments}>
      <h2>Used by</h2>
      {names.length === 0 ? (
        <p className={classes.note}>No architecture of this workspace.</p>
      ) : (
        <ul className={classes.users}>
          {names.map((name) => (
            <li key={name}>
              <Anchor component={Link} to={`/architectures/${name}`} size="sm">
                {name}
              </Anchor>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

interface PlainChannelsProps {
  contract: Contract;
  onChange: (contract: Contract) => void;
}

/** For arguments as written, the output channels have to be said. */
function PlainChannels({ contract, onChange }: PlainChannelsProps) {
  const channels = channelsOf(contract);
  const { c2 } = contract;
  const value = typeof c2 === "number" ? c2 : typeof c2 === "object" ? (c2?.argument ?? 0) : 0;
  return (
    <div className={classes.channels}>
      <Select
        label="Output channels"
        allowDeselect={false}
        data={[
          { value: "same", label: "As the input has" },
          { value: "number", label: "This number" },
          { value: "argument", label: "Argument number (from 0)" },
        ]}
        value={channels}
        onChange={(next) => onChange(withChannels((next ?? "same") as Channels, value))}
      />
      {channels !== "same" && (
        <NumberInput
          aria-label="Number"
          min={channels === "number" ? 1 : 0}
          max={channels === "number" ? 65_536 : 31}
          allowDecimal={false}
          value={value}
          onChange={(next) => onChange(withChannels(channels, Number(next) || 0))}
        />
      )}
    </div>
  );
}
