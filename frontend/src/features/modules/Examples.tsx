import { Fragment } from "react";
import classes from "./Examples.module.css";
import type { Reading } from "./queries";

/** What one row calls at each scale. */
export function Examples({ examples }: { examples: Reading["examples"] }) {
  const [first] = examples;
  if (!first) return null;
  return (
    <section className={classes.examples} aria-label="Worked example">
      <p className={classes.row}>
        A row <code>{first.row}</code> calls, at each scale:
      </p>
      <dl className={classes.calls}>
        {examples.map(({ scale, call }) => (
          <Fragment key={scale}>
            <dt>{scale}</dt>
            <dd>
              <code>{call}</code>
            </dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}
