import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** Rows above and below what is visible, so that quick scrolling shows no gaps. */
const MARGIN = 8;

/**
 * A list of rows of one height, of which only those are made that can be seen; it scrolls with the page. Readers of the
 * screen are told how many there are.
 */
export function Virtual<T>(props: {
  items: readonly T[];
  rowHeight: number;
  /** The row that must be visible, when it changes. */
  focus: number;
  /** Told which items are made, with every time that they are. */
  seen?: (items: readonly T[]) => void;
  row: (item: T, index: number) => ComponentChildren;
}) {
  const element = useRef<HTMLDivElement>(null);
  const { items, rowHeight, focus } = props;
  // What fits on the screen first; the margin follows when that is drawn, in a task of its own.
  const [range, setRange] = useState<[number, number]>(() => [0, Math.ceil(innerHeight / rowHeight)]);

  useEffect(() => {
    const look = () => {
      const list = element.current;
      if (list === null) return;
      const top = list.getBoundingClientRect().top;
      const first = Math.max(0, Math.floor(-top / rowHeight) - MARGIN);
      const last = Math.ceil((innerHeight - top) / rowHeight) + MARGIN;
      setRange(([f, l]) => (f === first && l === last ? [f, l] : [first, last]));
    };
    look();
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }, [rowHeight]);

  useEffect(() => {
    const list = element.current;
    if (list === null || focus < 0) return;
    const box = list.getBoundingClientRect();
    const y = box.top + focus * rowHeight;
    const head = 120;
    if (y < head) scrollBy(0, y - head);
    else if (y + rowHeight > innerHeight) scrollBy(0, y + rowHeight - innerHeight + 8);
  }, [focus]);

  const first = Math.min(range[0], Math.max(0, items.length - 1));
  const last = Math.min(range[1], items.length);
  const made = items.slice(first, last);
  useEffect(() => props.seen?.(made));
  return (
    <div ref={element} role="rowgroup" class="virtual" style={{ height: `${items.length * rowHeight}px` }}>
      <div role="presentation" style={{ transform: `translateY(${first * rowHeight}px)` }}>
        {made.map((it, i) => props.row(it, first + i))}
      </div>
    </div>
  );
}
