import { Table, UnstyledButton } from "@mantine/core";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useState } from "react";
import { formatNumber } from "../../../ui/format";
import type { Detection, Prediction } from "../queries";
import classes from "./FoundTable.module.css";
import { corners } from "./takeAway";

interface FoundTableProps {
  found: Pick<Prediction, "width" | "height">;
  boxes: readonly Detection[];
}

type Row = { cls: number; name: string; conf: number } & ReturnType<typeof corners> & {
    area: number;
  };
type Column = "name" | "conf" | "x1" | "y1" | "x2" | "y2" | "area";

const COLUMNS: { key: Column; title: string }[] = [
  { key: "name", title: "Class" },
  { key: "conf", title: "Confidence" },
  { key: "x1", title: "Left" },
  { key: "y1", title: "Top" },
  { key: "x2", title: "Right" },
  { key: "y2", title: "Bottom" },
  { key: "area", title: "Area, px" },
];

/** The boxes that are shown, in any order. */
export function FoundTable({ found, boxes }: FoundTableProps) {
  const [order, setOrder] = useState<{ by: Column; falling: boolean }>({
    by: "conf",
    falling: true,
  });
  const rows = boxes.map((box): Row => {
    const place = corners(box, found.width, found.height);
    const area = (place.x2 - place.x1) * (place.y2 - place.y1);
    return { cls: box.cls, name: box.name, conf: box.conf, ...place, area };
  });
  rows.sort((one, other) => compare(one, other, order.by) * (order.falling ? -1 : 1));
  return (
    <div className={classes.scroll}>
      <Table className={classes.table ?? ""} aria-label="What was found">
        <Table.Thead>
          <Table.Tr>
            {COLUMNS.map(({ key, title }) => {
              const sorted = order.by === key;
              const Arrow = order.falling ? ArrowDown : ArrowUp;
              return (
                <Table.Th
                  key={key}
                  aria-sort={sorted ? (order.falling ? "descending" : "ascending") : "none"}
                >
                  <UnstyledButton
                    className={classes.sort ?? ""}
                    onClick={() =>
                      setOrder({ by: key, falling: sorted ? !order.falling : key !== "name" })
                    }
                  >
                    {title} {sorted && <Arrow size={12} aria-hidden />}
                  </UnstyledButton>
                </Table.Th>
              );
            })}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row, index) => (
            <Table.Tr key={index}>
              <Table.Td>{row.name}</Table.Td>
              <Table.Td>{row.conf.toFixed(3)}</Table.Td>
              <Table.Td>{formatNumber(row.x1)}</Table.Td>
              <Table.Td>{formatNumber(row.y1)}</Table.Td>
              <Table.Td>{formatNumber(row.x2)}</Table.Td>
              <Table.Td>{formatNumber(row.y2)}</Table.Td>
              <Table.Td>{formatNumber(row.area)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function compare(one: Row, other: Row, by: Column): number {
  return by === "name" ? one.name.localeCompare(other.name) : one[by] - other[by];
}
