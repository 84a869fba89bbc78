/** The logo of the project: a shield with a list of indicators. */

/** SVG, square and with a transparent background. */
export const logoSvg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" role="img" aria-label="Defender Indicators">
  <path d="M32 4 56 13v17c0 15-10 25-24 30C18 55 8 45 8 30V13z" fill="#3b5998"/>
  <g fill="none" stroke="#fff" stroke-width="4" stroke-linecap="round">
    <path d="M29 22h16M29 32h16M29 42h10"/>
    <path d="m17 22 2 2 4-4M17 32l2 2 4-4M17 42l2 2 4-4"/>
  </g>
</svg>
`;
