import { css } from "lit";

export const style = css`
  :host {
    display: block;
    min-height: 100%;
    padding: 16px;
    box-sizing: border-box;
    background: var(--primary-background-color);
    color: var(--primary-text-color);
    font-family: var(--ha-font-family-body, Roboto, sans-serif);
  }
  header,
  .filters,
  .path,
  .export {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
    margin-bottom: 12px;
  }
  h1 {
    font-size: 1.4rem;
    margin: 0;
    flex: 1;
  }
  button,
  input {
    font: inherit;
    min-height: 40px;
    padding: 0 12px;
    border-radius: 8px;
    border: 1px solid var(--divider-color);
    background: var(--card-background-color);
    color: inherit;
  }
  button {
    cursor: pointer;
  }
  button[aria-pressed="true"] {
    background: var(--primary-color);
    color: var(--text-primary-color);
  }
  button:focus-visible,
  input:focus-visible {
    outline: 2px solid var(--primary-color);
    outline-offset: 2px;
  }
  .warning {
    padding: 12px;
    border-radius: 8px;
    margin-bottom: 12px;
    background: var(--warning-color);
    color: #000;
  }
  .sums {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(120px, 1fr));
    gap: 8px;
    margin-bottom: 16px;
  }
  .sum,
  .card {
    background: var(--card-background-color);
    border-radius: 12px;
    padding: 12px;
  }
  .sum b {
    display: block;
    font-size: 1.5rem;
    font-variant-numeric: tabular-nums;
  }
  .areas {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(190px, 1fr));
    gap: 8px;
    margin-bottom: 16px;
  }
  .areas button {
    text-align: left;
    padding: 10px 12px;
    height: auto;
  }
  .bar {
    display: flex;
    height: 6px;
    border-radius: 3px;
    overflow: hidden;
    margin-top: 6px;
    background: var(--divider-color);
  }
  .bar i {
    display: block;
  }
  .alive,
  .st-online {
    background: var(--success-color, #43a047);
  }
  .dark,
  .st-offline,
  .st-wrong_password,
  .st-unsupported {
    background: var(--error-color, #db4437);
  }
  .unknown,
  .st-unknown {
    background: var(--warning-color, #ffa600);
  }
  .st-empty {
    background: var(--divider-color);
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  td,
  th {
    text-align: left;
    padding: 8px;
    border-bottom: 1px solid var(--divider-color);
  }
  td:first-child {
    width: 1%;
    white-space: nowrap;
  }
  @media (max-width: 600px) {
    td:first-child {
      width: auto;
      white-space: normal;
    }
  }
  .slots {
    display: flex;
    gap: 4px;
  }
  .slots span {
    width: 14px;
    height: 14px;
    border-radius: 4px;
  }
  .dim {
    opacity: 0.75;
  }
  td:last-child {
    overflow-wrap: break-word;
  }
`;
