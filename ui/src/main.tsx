import { render } from 'preact';
import { App } from './app';
import { start } from './store';
import './style.css';

const page = document.getElementById('page');
if (page === null) throw new Error('index.html has no element #page');
start();
render(<App />, page);
