import { effect } from '@preact/signals';
import { Help } from './help';
import { Header, Notices } from './header';
import { onKey } from './keys';
import { Overview } from './overview';
import { route } from './route';
import { TokenDialog } from './token';

addEventListener('keydown', onKey);
effect(() => {
  const it = route.value;
  document.title = it.page === 'service' ? `${it.name} · gorb` : it.page === 'overview' ? 'gorb' : `${it.page} · gorb`;
});

export function App() {
  return (
    <>
      <a class="skip" href="#main" onClick={(e) => (e.preventDefault(), document.getElementById('main')?.focus())}>
        To the content
      </a>
      <Header />
      <Notices />
      <main id="main" tabIndex={-1}>
        <Page />
      </main>
      <Help />
      <TokenDialog />
    </>
  );
}

function Page() {
  return <Overview />;
}
