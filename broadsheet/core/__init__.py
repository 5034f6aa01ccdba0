"""The page shell, the design tokens, the component gallery and the user model."""
