import { effect } from '@preact/signals';
import { DirectorPage } from './director';
import { DriftPage } from './drift';
import { NewService } from './edit';
import { Help } from './help';
import { Header, Notices } from './header';
import { onKey } from './keys';
import { Overview } from './overview';
import { NodesPage } from './nodes';
import { Done, PlanDialog } from './plan';
import { route } from './route';
import { RoutesPage } from './routes';
import { ServicePage } from './service';
import { Timeline } from './timeline';
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
      <NewService />
      <PlanDialog />
      <TokenDialog />
      <Done />
    </>
  );
}

function Page() {
  const it = route.value;
  switch (it.page) {
    case 'service':
      return <ServicePage key={it.name} name={it.name} />;
    case 'timeline':
      return <Timeline />;
    case 'drift':
      return <DriftPage />;
    case 'routes':
      return <RoutesPage />;
    case 'nodes':
      return <NodesPage />;
    case 'director':
      return <DirectorPage />;
    case 'overview':
      return <Overview />;
  }
}
