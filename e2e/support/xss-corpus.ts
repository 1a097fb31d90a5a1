/**
 * Text that becomes a script, or at least an element, wherever a page takes text for HTML. Each one leaves a mark when
 * that happens: it calls `__xss`, or it makes an element with the attribute `data-xss`.
 */
const make: readonly ((call: string) => string)[] = [
  (call) => `<script data-xss>${call}</script>`,
  (call) => `"><script data-xss>${call}</script>`,
  (call) => `<img data-xss src=x onerror=${call}>`,
  (call) => `"><img data-xss src=x onerror=${call}>`,
  (call) => `'><svg data-xss onload=${call}>`,
  (call) => `<svg data-xss><script>${call}</script></svg>`,
  (call) => `<body data-xss onload=${call}>`,
  (call) => `<iframe data-xss srcdoc="<script>parent.${call}</script>"></iframe>`,
  (call) => `<iframe data-xss src=javascript:parent.${call}></iframe>`,
  (call) => `javascript:${call}`,
  (call) => `JaVaScRiPt:${call}//`,
  (call) => `<a data-xss href=javascript:${call}>here</a>`,
  (call) => `[here](javascript:${call})`,
  (call) => `<details data-xss open ontoggle=${call}>`,
  (call) => `<input data-xss autofocus onfocus=${call}>`,
  (call) => `<video data-xss><source onerror=${call}></video>`,
  (call) => `<math data-xss><mtext><img src=x onerror=${call}></mtext></math>`,
  (call) => `</title><script data-xss>${call}</script>`,
  (call) => `</textarea><img data-xss src=x onerror=${call}>`,
  (call) => `</style><img data-xss src=x onerror=${call}>`,
  (call) => `--><script data-xss>${call}</script>`,
  (call) => `]]><script data-xss>${call}</script>`,
  (call) => `{{constructor.constructor('${call}')()}}`,
  (call) => `\${${call}}`,
  (call) => `" onmouseover="${call}" data-xss="`,
  (call) => `' autofocus onfocus='${call}' data-xss='`,
  (call) => `\\u003cimg data-xss src=x onerror=${call}\\u003e`,
  (call) => `&lt;img data-xss src=x onerror=${call}&gt;`,
  (call) => `%3Cimg%20data-xss%20src=x%20onerror=${call}%3E`,
  (call) => `<base data-xss href="https://other.example/">${call}`,
  (call) => `<meta data-xss http-equiv=refresh content="0;url=javascript:${call}">`,
  (call) => `<object data-xss data="data:text/html,<script>parent.${call}</script>"></object>`,
  (call) => `<noscript><p title="</noscript><img data-xss src=x onerror=${call}>">`,
  (call) => `<template data-xss><img src=x onerror=${call}></template>`,
];

/** Every one is a name that the API takes: at most 120 characters in one line. */
export const CORPUS: readonly string[] = make.map((write, at) => write(`__xss(${at})`));

/** For fields with room for no more than a few letters. */
export const SHORT: readonly string[] = ['<b data-xss>xss', '"><i data-xss>xss', '<p data-xss>xss'].map((text) =>
  text.slice(0, 16),
);

/** The n-th of the corpus, over and over. */
export const payload = (at: number): string => CORPUS[at % CORPUS.length] ?? '';
