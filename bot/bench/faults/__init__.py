"""What ``bench faults`` consists of: a service floor under load whose server is killed."""
