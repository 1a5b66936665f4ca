/** The page that shows a document, and the script that starts it. @module */

/** HTML that loads everything from its own folder. */
export function pageFor(title: string): string {
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>${escapeHtml(title)}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="./swagger-ui.css" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <noscript>This page needs JavaScript; the document itself does not.</noscript>
    <script src="./swagger-ui-bundle.js"></script>
    <script src="./swagger-start.js"></script>
  </body>
</html>
`;
}

/** The script that starts the page. @param document name of the document, in the page's own folder */
export function startScript(document: string): string {
  const options = { url: `./${document}`, dom_id: "#swagger-ui", tryItOutEnabled: true, validatorUrl: null };
  return `window.ui = SwaggerUIBundle(${JSON.stringify(options)});\n`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
