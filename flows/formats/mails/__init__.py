"""Mails with their texts and attachments."""
