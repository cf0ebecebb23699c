/**
 * Reads the daemon's events for as long as the page is open. By fetch and not by EventSource: that one hides the heartbeat,
 * without which a connection that died silently looks alive, and gives up for good at the first 503.
 */

export interface Listener {
  event(kind: string, data: unknown): void;
  /** Everything that came in one piece was told. */
  settled(): void;
  opened(): void;
  /** What came last may be old from now on. */
  lost(reason: string): void;
}

/** The daemon shows that it lives every 15 seconds. */
const SILENCE_MS = 35_000;
const SLOWEST_RETRY_MS = 8_000;

export function listen(url: URL, headers: () => Record<string, string>, listener: Listener): { again(): void } {
  let lastId = '';
  let wait = 500;
  let attempt = new AbortController();
  let wake: () => void = () => {};

  async function once() {
    attempt = new AbortController();
    let watch = 0;
    const heard = () => {
      clearTimeout(watch);
      watch = setTimeout(() => attempt.abort(new Error('the daemon is silent')), SILENCE_MS);
    };
    heard();
    try {
      const answer = await fetch(url, {
        headers: { ...headers(), Accept: 'text/event-stream', ...(lastId === '' ? {} : { 'Last-Event-ID': lastId }) },
        cache: 'no-store',
        signal: attempt.signal,
      });
      if (!answer.ok || answer.body === null) {
        const text = await answer.text();
        throw new Error(errorOf(text) ?? `the daemon answers ${answer.status}`);
      }
      wait = 500;
      listener.opened();
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let parts: string[] = [];
      for (;;) {
        const { done, value } = await reader.read();
        if (done) throw new Error('the daemon ended the stream');
        heard();
        parts.push(value);
        // A snapshot comes in many pieces: they are joined only when something is complete.
        if (!value.includes('\n\n') && !value.startsWith('\n')) continue;
        const text = parts.join('');
        const end = text.lastIndexOf('\n\n');
        if (end < 0) {
          parts = [text];
          continue;
        }
        parts = [text.slice(end + 2)];
        text.slice(0, end).split('\n\n').forEach(tell);
        listener.settled();
      }
    } finally {
      clearTimeout(watch);
      attempt.abort();
    }
  }

  function tell(message: string) {
    let kind = '';
    let data = '';
    for (const line of message.split('\n')) {
      if (line.startsWith('id: ')) lastId = line.slice(4);
      else if (line.startsWith('event: ')) kind = line.slice(7);
      else if (line.startsWith('data: ')) data += line.slice(6);
    }
    if (kind !== '') listener.event(kind, JSON.parse(data));
  }

  async function forever() {
    for (;;) {
      try {
        await once();
      } catch (e) {
        listener.lost(reasonOf(e));
      }
      await new Promise<void>((done) => {
        wake = done;
        setTimeout(done, wait);
      });
      wait = Math.min(wait * 2, SLOWEST_RETRY_MS);
    }
  }

  void forever();
  return {
    again() {
      wait = 500;
      wake();
    },
  };
}

export function errorOf(text: string): string | undefined {
  try {
    const body = JSON.parse(text) as { error?: string };
    return body.error;
  } catch {
    return undefined;
  }
}

/** Browsers name a refused connection each in its own way. */
export function reasonOf(e: unknown): string {
  return e instanceof TypeError ? 'the daemon cannot be reached' : e instanceof Error ? e.message : String(e);
}
