import { Button, Group, Select, Switch, Table, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ArrowLeftRight } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { ProblemError } from "../../../api/problem";
import { CodeDiff } from "../../../ui/CodeDiff";
import { ErrorState } from "../../../ui/ErrorState";
import { BlockSkeleton } from "../../../ui/Skeletons";
import type { Run } from "../queries";
import { type Compared, type Defaults, differences, shortName } from "./compared";
import classes from "./DifferencesTab.module.css";
import { architectureTextQuery } from "./queries";
import type { Wishes } from "./useWishes";

interface DifferencesTabProps {
  compared: readonly Compared[];
  defaults: Defaults;
  wishes: Wishes;
}

/** Two of the runs: what else is asked of one than of the other. */
export function DifferencesTab({ compared, defaults, wishes }: DifferencesTabProps) {
  const [all, setAll] = useState(false);
  const [asked = "", other = ""] = (wishes.get("pair") ?? "").split(",");
  const find = (id: string) => compared.find(({ run }) => run.id === id);
  const before = find(asked) ?? compared[0];
  const after = find(other) ?? compared.find((one) => one !== before);
  if (!before || !after) return null;
  const options = compared.map((one) => ({
    value: one.run.id,
    label: `${shortName(one)} on ${one.run.dataset}`,
  }));
  const choose = (one: string, two: string) => wishes.set("pair", `${one},${two}`);
  const rows = differences(before.run, after.run, defaults, all);
  return (
    <>
      <Group align="end" mb="md">
        <Select
          className={classes.run ?? ""}
          label="Before"
          data={options}
          value={before.run.id}
          onChange={(id) => id && choose(id, after.run.id)}
          allowDeselect={false}
          searchable
        />
        <Button
          variant="default"
          px="xs"
          aria-label="Swap the two runs"
          onClick={() => choose(after.run.id, before.run.id)}
        >
          <ArrowLeftRight size={14} aria-hidden />
        </Button>
        <Select
          className={classes.run ?? ""}
          label="After"
          data={options}
          value={after.run.id}
          onChange={(id) => id && choose(before.run.id, id)}
          allowDeselect={false}
          searchable
        />
        <Switch
          label="All arguments"
          checked={all}
          onChange={(event) => setAll(event.currentTarget.checked)}
        />
      </Group>
      {rows.length === 0 ? (
        <p role="status">The two were started with the same arguments, on the same data.</p>
      ) : (
        <Table className={classes.table ?? ""}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Argument</Table.Th>
              <Table.Th>{shortName(before)}</Table.Th>
              <Table.Th>{shortName(after)}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ name, before, after }) => (
              <Table.Tr key={name} data-differs={before !== after || undefined}>
                <Table.Td>
                  <code>{name}</code>
                </Table.Td>
                <Table.Td>
                  <code>{before || "–"}</code>
                </Table.Td>
                <Table.Td>
                  <code>{after || "–"}</code>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Group mt="xl" mb="sm">
        <Title order={2}>Architectures as they were trained</Title>
        <DesignerLink before={before.run} after={after.run} />
      </Group>
      <Texts before={before} after={after} />
    </>
  );
}

/** The drawn difference, where both still have a name in the Model Designer. */
function DesignerLink({ before, after }: { before: Run; after: Run }) {
  const [one, other] = [before.architecture, after.architecture];
  if (!one || !other || one === other) return null;
  return (
    <Button
      component={Link}
      to={`/architectures/${one}/diff/${other}`}
      variant="default"
      size="compact-sm"
    >
      Compare {one} and {other} in the Model Designer
    </Button>
  );
}

function Texts({ before, after }: { before: Compared; after: Compared }) {
  const one = useQuery(architectureTextQuery(before.run.id));
  const other = useQuery(architectureTextQuery(after.run.id));
  const error = one.error ?? other.error;
  if (error instanceof ProblemError && error.status === 404) {
    return (
      <Text c="dimmed">
        A run that starts from a checkpoint trains the checkpoint's network; it has no text of its
        own to compare.
      </Text>
    );
  }
  if (error) {
    return (
      <ErrorState
        error={error}
        onRetry={() => {
          void one.refetch();
          void other.refetch();
        }}
      />
    );
  }
  if (one.data === undefined || other.data === undefined) return <BlockSkeleton height={320} />;
  if (one.data === other.data) return <p role="status">Both trained the same text.</p>;
  return (
    <div className={classes.texts}>
      <CodeDiff
        labels={{
          before: `Architecture of ${shortName(before)}`,
          after: `Architecture of ${shortName(after)}`,
        }}
        language="yaml"
        before={one.data}
        after={other.data}
      />
    </div>
  );
}
