import { Button, Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Radar } from "lucide-react";
import { Link } from "react-router";
import { Page } from "../../../app/Page";
import { EmptyState } from "../../../ui/EmptyState";
import { ErrorState } from "../../../ui/ErrorState";
import { formatNumber } from "../../../ui/format";
import { RelativeTime } from "../../../ui/RelativeTime";
import { ListSkeleton } from "../../../ui/Skeletons";
import { StatusBadge } from "../../../ui/StatusBadge";
import { formatScore, metricName } from "../metrics";
import { type Sweep, sweepsQuery } from "./queries";
import classes from "./SweepPage.module.css";
import { sweepTitle } from "./title";

const NEW = (
  <Button component={Link} to="/runs/new">
    Configure a run
  </Button>
);

/** All sweeps with how far they are and how good. */
export function SweepsPage() {
  const { data, error, refetch } = useQuery({ ...sweepsQuery, refetchInterval: 5_000 });
  return (
    <Page
      title="Sweeps"
      main={
        <Button variant="default" component={Link} to="/runs">
          All runs
        </Button>
      }
    >
      {error ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : !data ? (
        <ListSkeleton rows={4} height={40} />
      ) : data.length === 0 ? (
        <EmptyState icon={Radar} title="No sweep yet" action={NEW}>
          A sweep makes many runs that differ in the arguments you choose, and ranks them. Configure
          a run as it shall be otherwise, then choose Sweep beside Start.
        </EmptyState>
      ) : (
        <div className={classes.scroll}>
          <Table aria-label="Sweeps">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>State</Table.Th>
                <Table.Th>Sweep</Table.Th>
                <Table.Th>Method</Table.Th>
                <Table.Th className={classes.number ?? ""}>Runs</Table.Th>
                <Table.Th className={classes.number ?? ""}>Best</Table.Th>
                <Table.Th className={classes.number ?? ""}>Created</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.map((sweep) => (
                <Row key={sweep.id} sweep={sweep} />
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </Page>
  );
}

function Row({ sweep }: { sweep: Sweep }) {
  const best = sweep.results.find(({ run }) => run === sweep.best);
  return (
    <Table.Tr>
      <Table.Td>
        <StatusBadge status={sweep.status} />
      </Table.Td>
      <Table.Td>
        <Link to={`/sweeps/${sweep.id}`} className={classes.link}>
          {sweepTitle(sweep)}
        </Link>
      </Table.Td>
      <Table.Td>{sweep.request.method}</Table.Td>
      <Table.Td className={classes.number ?? ""}>
        {formatNumber(sweep.done)} / {formatNumber(sweep.trials)}
      </Table.Td>
      <Table.Td
        className={classes.number ?? ""}
        title={sweep.metric ? metricName(sweep.metric) : ""}
      >
        {formatScore(best?.value)}
      </Table.Td>
      <Table.Td className={classes.number ?? ""}>
        <RelativeTime time={sweep.created} />
      </Table.Td>
    </Table.Tr>
  );
}
