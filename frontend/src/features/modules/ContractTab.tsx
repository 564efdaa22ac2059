import { Anchor, Autocomplete, Select, Textarea } from "@mantine/core";
import { ArgumentTable } from "./ArgumentTable";
import classes from "./ContractTab.module.css";
import { RULES, ruleInWords, TASKS, withRule } from "./contracts";
import { Examples } from "./Examples";
import { sameContract } from "./moduleText";
import { PlainChannels } from "./PlainChannels";
import type { ModuleText, Rule } from "./queries";
import type { ModuleReading } from "./useReading";

interface ContractTabProps {
  text: ModuleText;
  onEdit: (text: ModuleText) => void;
  /** What the source says of itself, as it is typed. */
  reading: ModuleReading;
  /** Those that are in use. */
  categories: readonly string[];
}

/** How a row of an architecture becomes a call of the class, and what people are told of it. */
export function ContractTab({ text, onEdit, reading, categories }: ContractTabProps) {
  const { form, proposal } = reading;
  const contract = text.contract ?? proposal;
  const choose = (value: string | null) => {
    const rule = (value ?? "base") as Rule;
    onEdit({ ...text, contract: rule === proposal?.rule ? null : withRule(rule) });
  };
  const described = !text.description && Boolean(form?.description);
  return (
    <div className={classes.form}>
      <div className={classes.rule}>
        <Select
          label="Rule"
          description={
            contract
              ? ruleInWords(contract.rule)?.what
              : "The rule is proposed when the class has a signature."
          }
          inputWrapperOrder={["label", "input", "description"]}
          allowDeselect={false}
          placeholder="Not known yet"
          data={RULES.map(({ rule, label }) => ({
            value: rule,
            label: rule === proposal?.rule ? `${label} (proposed)` : label,
          }))}
          value={contract?.rule ?? null}
          onChange={choose}
        />
        {text.contract && proposal && !sameContract(text.contract, proposal) && (
          <p className={classes.suggestion}>
            The signature suggests: {ruleInWords(proposal.rule)?.label}.{" "}
            <Anchor
              component="button"
              type="button"
              size="xs"
              onClick={() => onEdit({ ...text, contract: null })}
            >
              Follow the signature
            </Anchor>
          </p>
        )}
        {contract?.rule === "plain" && (
          <PlainChannels
            contract={contract}
            args={form?.args ?? []}
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
        {form && <Examples examples={form.examples} />}
      </div>
      <section className={classes.arguments} aria-label="Arguments">
        <h2>Arguments that a row writes</h2>
        {form ? (
          <ArgumentTable args={form.args} />
        ) : (
          <p className={classes.note}>Read off the signature as you type.</p>
        )}
      </section>
      <Textarea
        label="Description"
        description={described ? "As the docstring says, until you write another." : undefined}
        autosize
        minRows={2}
        maxRows={6}
        value={text.description || form?.description || ""}
        onChange={(event) => onEdit({ ...text, description: event.currentTarget.value })}
      />
      <Autocomplete
        label="Category"
        placeholder="Custom"
        data={[...categories]}
        value={text.category}
        onChange={(category) => onEdit({ ...text, category })}
      />
    </div>
  );
}
