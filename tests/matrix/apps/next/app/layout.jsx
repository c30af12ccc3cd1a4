// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
