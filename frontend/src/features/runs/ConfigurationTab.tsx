import { SegmentedControl, Table, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useState } from "react";
import { ErrorState } from "../../ui/ErrorState";
import { matches } from "../../ui/matches";
import { ListSkeleton } from "../../ui/Skeletons";
import classes from "./ConfigurationTab.module.css";
import { ManifestFacts } from "./ManifestFacts";
import { type Run, trainArgsQuery } from "./queries";
import { argumentOf, extendedFrom } from "./run";
import { asText, sameValue } from "./trainArgs";

const FILTERS = [
  { value: "changed", label: "Changed" },
  { value: "all", label: "All" },
];

/** The arguments of the run, with those that differ from the defaults marked. */
export function ConfigurationTab({ run }: { run: Run }) {
  const { data, error, refetch } = useQuery(trainArgsQuery);
  const [show, setShow] = useState("changed");
  const [query, setQuery] = useState("");
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <ListSkeleton rows={8} />;

  const rows = data.map((argument) => {
    const value = argumentOf(run, argument.name, argument.default);
    const extended = extendedFrom(run, argument.name, argument.default);
    return { ...argument, value, extended, changed: !sameValue(value, argument.default) };
  });
  const changed = rows.filter((row) => row.changed).length;
  const found = rows.filter(
    (row) =>
      (show === "all" || row.changed) && matches(query, `${row.name} ${row.group} ${row.help}`),
  );
  return (
    <>
      <div className={classes.tools}>
        <TextInput
          className={classes.search ?? ""}
          aria-label="Search arguments"
          placeholder="Search"
          leftSection={<Search size={14} aria-hidden />}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
        <SegmentedControl aria-label="Show" data={FILTERS} value={show} onChange={setShow} />
        <span className={classes.count}>
          {changed} of {rows.length} differ from the default
        </span>
      </div>
      {found.length === 0 ? (
        <p role="status">
          {changed === 0 && show === "changed"
            ? "Every argument has its default."
            : "No argument matches."}
        </p>
      ) : (
        <Table className={classes.table ?? ""} aria-label="Arguments">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Argument</Table.Th>
              <Table.Th>Value</Table.Th>
              <Table.Th>Default</Table.Th>
              <Table.Th>What it does</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {found.map((row) => (
              <Table.Tr key={row.name} data-changed={row.changed || undefined}>
                <Table.Td>
                  <code>{row.name}</code>
                </Table.Td>
                <Table.Td className={classes.value ?? ""}>
                  <code>{asText(row.value) || "–"}</code>
                  {row.extended && <span className={classes.mark}>{row.extended}</span>}
                  {row.changed && show === "all" && <span className={classes.mark}>changed</span>}
                </Table.Td>
                <Table.Td className={classes.faint ?? ""}>
                  <code>{asText(row.default) || "–"}</code>
                </Table.Td>
                <Table.Td className={classes.faint ?? ""}>{row.help}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <ManifestFacts run={run} />
    </>
  );
}
