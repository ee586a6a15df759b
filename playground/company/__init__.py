"""The other members of the playground, who take part by themselves where nobody plays them."""
