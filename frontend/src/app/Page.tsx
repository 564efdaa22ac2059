import { type ReactNode, useEffect } from "react";
import { type Action, useActions } from "./actions";
import classes from "./Page.module.css";

interface PageProps {
  /** Of the title row and the browser's tab. */
  title: string;
  /** Beside the title: a status, a crumb, a time. */
  beside?: ReactNode;
  /** The page's main action, and at most two others, at the right of the title row. */
  main?: ReactNode;
  /** What can be done here: in the palette, and where they have keys, by keyboard and under `?`. */
  actions?: readonly Action[];
  /** Without padding and scrolling of its own: for designers, which fill the window. */
  fill?: boolean;
  children: ReactNode;
}

const NONE: readonly Action[] = [];

/** The frame of every page: title row with the main action, and the content below. */
export function Page(props: PageProps) {
  const { title, beside, main, actions = NONE, fill = false, children } = props;
  useActions(title, actions);
  useEffect(() => {
    document.title = `${title} · Yolosmith`;
  }, [title]);
  return (
    <>
      <header className={classes.title}>
        <h1>{title}</h1>
        {beside}
        <div className={classes.main}>{main}</div>
      </header>
      <main id="content" className={fill ? classes.fill : classes.content} tabIndex={-1}>
        {children}
      </main>
    </>
  );
}
