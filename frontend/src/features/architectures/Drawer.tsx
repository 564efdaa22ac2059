import { useLocalStorage } from "@mantine/hooks";
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from "react";
import classes from "./Drawer.module.css";

const LEAST = 96;
const MOST_SHARE = 0.75;
const STEP = 24;

/** The lower part of the page, as high as one likes. Its height is kept in this browser. */
export function Drawer({ label, children }: { label: string; children: ReactNode }) {
  const [height, setHeight] = useLocalStorage({
    key: "yolosmith.designer.drawer",
    defaultValue: 176,
    getInitialValueInEffect: false,
  });
  const drawer = useRef<HTMLElement>(null);
  const resize = (wanted: number) =>
    setHeight(Math.round(Math.min(Math.max(wanted, LEAST), window.innerHeight * MOST_SHARE)));
  const onPointerMove = (event: PointerEvent) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const bottom = drawer.current?.getBoundingClientRect().bottom ?? 0;
    resize(bottom - event.clientY);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowUp: STEP, ArrowDown: -STEP }[event.key];
    if (!step) return;
    event.preventDefault();
    resize(height + step);
  };
  return (
    <section ref={drawer} className={classes.drawer} style={{ height }} aria-label={label}>
      {/* biome-ignore lint/a11y/useSemanticElements: a rule that can be moved is no <hr> */}
      <div
        className={classes.edge}
        role="separator"
        tabIndex={0}
        aria-label="Height of the text"
        aria-orientation="horizontal"
        aria-valuenow={height}
        aria-valuemin={LEAST}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
        onKeyDown={onKeyDown}
      />
      {children}
    </section>
  );
}
