"""What a panel's records come to: what is asked, who has said it, what it means, the record that is signed."""
