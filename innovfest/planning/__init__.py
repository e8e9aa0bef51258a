"""The draft with what people chose: its clashes, a plan that is proposed, who must know of a release."""
