import { TextInput } from "@mantine/core";
import { Search } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { matches } from "./matches";
import classes from "./SearchList.module.css";

interface SearchListProps<T> {
  /** What the list holds, for people who hear it: "Modules". */
  label: string;
  items: readonly T[];
  keyOf: (item: T) => string;
  /** The words that the search looks in. */
  textOf: (item: T) => string;
  children: (item: T) => ReactNode;
  /** Shown instead of the list when `items` itself is empty. */
  empty?: ReactNode;
  /** Beside the search field: a filter, a button. */
  tools?: ReactNode;
}

/** A list with a search over it. Every word typed must occur, in any order. */
export function SearchList<T>(props: SearchListProps<T>) {
  const { label, items, keyOf, textOf, children, empty, tools } = props;
  const [query, setQuery] = useState("");
  const id = useId();
  if (items.length === 0 && empty) return <>{empty}</>;
  const found = items.filter((item) => matches(query, textOf(item)));
  return (
    <div className={classes.root}>
      <div className={classes.tools}>
        <TextInput
          className={classes.search ?? ""}
          aria-label={`Search ${label.toLowerCase()}`}
          aria-controls={id}
          placeholder="Search"
          leftSection={<Search size={14} aria-hidden />}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Escape" && setQuery("")}
        />
        {tools}
      </div>
      <ul id={id} className={classes.list} aria-label={label}>
        {found.map((item) => (
          <li key={keyOf(item)}>{children(item)}</li>
        ))}
      </ul>
      {found.length === 0 && (
        <p className={classes.none} role="status">
          Nothing matches “{query}”.
        </p>
      )}
    </div>
  );
}
