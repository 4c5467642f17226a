"""Follow-up questions: answered with sentences of approved variants, or not at all."""
