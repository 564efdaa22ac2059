import { Button, Menu, Slider } from "@mantine/core";
import { memo } from "react";
import { useStore } from "zustand";
import type { ChartZoom } from "../../../ui/chartZoom";
import type { RunChart } from "../charts";
import { type Arrangement, PLAIN, toggled } from "./arrangement";
import classes from "./ChartTools.module.css";

interface ChartToolsProps {
  charts: readonly RunChart[];
  arrangement: Arrangement;
  arrange: (change: (now: Arrangement) => Arrangement) => void;
  zoom: ChartZoom;
}

/** What is done with all charts at once. */
export const ChartTools = memo(function ChartTools(props: ChartToolsProps) {
  const { charts, arrangement, arrange, zoom } = props;
  const { smoothing } = arrangement;
  const isHidden = ({ id }: RunChart) => arrangement.hidden.includes(id);
  const hidden = charts.filter(isHidden).length;
  return (
    <div className={classes.tools}>
      <label className={classes.smoothing} htmlFor="smoothing">
        Smoothing
        <Slider
          thumbProps={{ id: "smoothing" }}
          className={classes.slider ?? ""}
          size="xs"
          min={0}
          max={0.99}
          step={0.01}
          label={(value) => value.toFixed(2)}
          thumbLabel="Smoothing"
          value={smoothing}
          onChange={(next) => arrange((now) => ({ ...now, smoothing: next }))}
        />
        <span className={classes.weight}>{smoothing.toFixed(2)}</span>
      </label>
      <ShownRange zoom={zoom} />
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" size="compact-sm">
            {hidden > 0 ? `Charts, ${hidden} hidden` : "Charts"}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {charts.map((chart) => (
            <Menu.Item
              key={chart.id}
              closeMenuOnClick={false}
              role="menuitemcheckbox"
              aria-checked={!isHidden(chart)}
              leftSection={<span aria-hidden>{isHidden(chart) ? "☐" : "☑"}</span>}
              onClick={() => arrange((now) => ({ ...now, hidden: toggled(now.hidden, chart.id) }))}
            >
              {chart.label}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={() => arrange(() => PLAIN)}>Arrange as at first</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
});

function ShownRange({ zoom }: { zoom: ChartZoom }) {
  const { range } = useStore(zoom);
  if (!range) return <span className={classes.hint}>Drag across a chart to look closer.</span>;
  return (
    <>
      <span className={classes.hint}>
        Epoch {place(range[0])} to {place(range[1])}
      </span>
      <Button variant="default" size="compact-sm" onClick={() => zoom.setState({ range: null })}>
        Show all
      </Button>
    </>
  );
}

function place(epoch: number): string {
  return String(Number(epoch.toFixed(2)));
}
