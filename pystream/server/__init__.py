"""What a call meets between the line and the action: registry, dispatcher, sessions, publish."""
