"""Orders (handbook §4): what may be ordered on which terms, ordering it, and its taking effect.

Nothing is gathered here: the door to an account (`accounts.access`) imports `settling`, which
must not bring the service along, for the service imports the door.
"""
