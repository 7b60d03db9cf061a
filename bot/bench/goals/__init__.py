"""Simulated customers: whole matters held through HTTP, judged by what is on file afterwards."""
