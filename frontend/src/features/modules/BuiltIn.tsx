import { Title } from "@mantine/core";
import { Page } from "../../app/Page";
import { ArgumentTable } from "./ArgumentTable";
import classes from "./BuiltIn.module.css";
import { ruleInWords } from "./contracts";
import type { Module } from "./queries";

/** What the catalogue knows of a module of Ultralytics or torch. */
export function BuiltIn({ module }: { module: Module }) {
  const { name, category, description, contract, args } = module;
  const rule = contract && ruleInWords(contract.rule);
  return (
    <Page title={name} beside={<span className={classes.kind}>Built in</span>}>
      <div className={classes.page}>
        <p className={classes.text}>{description || "Ultralytics gives no description of it."}</p>
        <dl className={classes.facts}>
          {category && (
            <>
              <dt>Category</dt>
              <dd>{category}</dd>
            </>
          )}
          {rule && (
            <>
              <dt>Rule</dt>
              <dd>
                {rule.label}. {rule.what}
              </dd>
              <dt>A row calls</dt>
              <dd>
                <code>{rule.call(name)}</code>
              </dd>
            </>
          )}
        </dl>
        <section>
          <Title order={2} mb="xs">
            Arguments
          </Title>
          <ArgumentTable args={args} />
        </section>
      </div>
    </Page>
  );
}
