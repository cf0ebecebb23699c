import { render } from 'preact';
import { App } from './app';
import { start } from './store';
import './style.css';

const page = document.getElementById('page');
if (page === null) throw new Error('index.html has no element #page');
start();
// In a task of its own: together with the scripts' evaluation it would keep a busy machine from answering for a tenth of a second.
setTimeout(() => render(<App />, page));
