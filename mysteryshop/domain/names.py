"""What the keys of situations, channels and criteria are called, in English and marked for translation.

A brand's own situations have their names in `brand_situations`, its own criteria only their keys.
"""

from mysteryshop.domain.errors import N_

SITUATION_NAMES = {
    "order": N_("Order"),
    "inquiry": N_("Inquiry"),
    "purchase": N_("Purchase"),
    "complaint": N_("Complaint"),
    "feedback": N_("Feedback"),
}
CHANNEL_NAMES = {
    "visit": N_("Visit"),
    "phone": N_("Phone"),
    "email": N_("E-mail"),
    "chat": N_("Chat"),
    "web": N_("Web"),
}
CRITERION_NAMES = {
    "first_impression": N_("First impression"),
    "tone": N_("Tone of voice"),
    "instructions": N_("Following the instructions"),
    "listening": N_("Listening"),
    "selling": N_("Selling"),
    "problem_solving": N_("Problem solving"),
    "professionalism": N_("Professionalism"),
    "closing": N_("Closing"),
}
