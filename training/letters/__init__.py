"""The formal reminder letter (công văn đôn đốc): collected and frozen, drawn by a job, kept."""
