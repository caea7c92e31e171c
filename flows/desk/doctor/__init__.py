"""What may keep wirecopy from working here, looked at one by one; each finding names the way out."""
