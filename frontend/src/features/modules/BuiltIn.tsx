import { Anchor, Title } from "@mantine/core";
import { Fragment } from "react";
import { Link } from "react-router";
import { Page } from "../../app/Page";
import { ArgumentTable } from "./ArgumentTable";
import classes from "./BuiltIn.module.css";
import { callInWords, ruleInWords } from "./contracts";
import { ExampleRow } from "./ExampleRow";
import type { Module } from "./queries";

/** What the catalogue knows of a module of Ultralytics or torch. */
export function BuiltIn({ module }: { module: Module }) {
  const { name, category, description, help, contract, args, presets } = module;
  const rule = contract && ruleInWords(contract.rule);
  const more = help.length > description.length ? help : "";
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
          <dt>Rule</dt>
          <dd>
            {rule
              ? `${rule.label}. ${rule.what}`
              : "Ultralytics treats it in a way of its own; the example shows what a row writes."}
          </dd>
          {rule && (
            <>
              <dt>A row calls</dt>
              <dd>
                <code>
                  {callInWords(
                    rule,
                    name,
                    args.map((one) => one.name),
                  )}
                </code>
              </dd>
            </>
          )}
        </dl>
        <section aria-labelledby="example">
          <Title order={2} mb="xs" id="example">
            Example row
          </Title>
          <ExampleRow module={module} />
        </section>
        <section aria-labelledby="arguments">
          <Title order={2} mb="xs" id="arguments">
            Arguments that a row writes
          </Title>
          <ArgumentTable args={args} />
        </section>
        <section aria-labelledby="presets">
          <Title order={2} mb="xs" id="presets">
            Presets that use it
          </Title>
          {presets.length === 0 ? (
            <p className={classes.none}>None of those that Ultralytics ships.</p>
          ) : (
            <p className={classes.presets}>
              {presets.map((preset, index) => (
                <Fragment key={preset}>
                  {index > 0 && ", "}
                  <Anchor component={Link} to={`/architectures/${preset}`} size="sm">
                    {preset}
                  </Anchor>
                </Fragment>
              ))}
            </p>
          )}
        </section>
        {more && (
          <section aria-labelledby="help">
            <Title order={2} mb="xs" id="help">
              From its documentation
            </Title>
            <pre className={classes.help}>{more}</pre>
          </section>
        )}
      </div>
    </Page>
  );
}
