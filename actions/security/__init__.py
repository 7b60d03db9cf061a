"""Account and security (docs/flows/security.md): passwords, suspension, SIM, profile, leaving."""
