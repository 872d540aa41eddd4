"""
MiniStack, with some of what it does not do as AWS does: each is an entry of differences.ts. What bears the name below is left as it is: the
probes ask it whether that is still so.
"""

import json
import re
from xml.sax.saxutils import escape as xml_escape

from ministack.app import app  # noqa: F401 what hypercorn serves
from ministack.services import cloudformation, cognito, dynamodb, lambda_svc

PROBED = "probe"

execute = lambda_svc._execute_function_warm


def execute_with_error_name(func, event, request_id):
    """A function's error keeps its name, which the stack trace in the log begins with."""
    result = execute(func, event, request_id)
    body = result.get("body")
    config = func.get("config") or func
    if result.get("error") and body.get("errorType") == "Runtime.HandlerError" and config["FunctionName"] != PROBED:
        begin = rf"^([A-Za-z][\w.]*): {re.escape(body['errorMessage'])}\n +at "
        names = re.findall(begin, result.get("log", ""), re.MULTILINE)
        if names:
            body["errorType"] = names[-1]
    return result


lambda_svc._execute_function_warm = execute_with_error_name

before_sign_up = cognito._apply_presignup_trigger


def leave_sign_up_to_front(*args, trigger_source="PreSignUp_ExternalProvider", **rest):
    """The front calls this trigger, with the client metadata that MiniStack leaves out."""
    if trigger_source == "PreSignUp_SignUp":
        return {"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False}
    return before_sign_up(*args, trigger_source=trigger_source, **rest)


cognito._apply_presignup_trigger = leave_sign_up_to_front

update = dynamodb._apply_update_expression


def update_with_own_values(item, expr, *rest):
    """A value that an expression names twice is two values afterwards."""
    item, updated = update(item, expr, *rest)
    return (item if PROBED in expr else json.loads(json.dumps(item))), updated


dynamodb._apply_update_expression = update_with_own_values

describe_stacks = cloudformation._ACTION_HANDLERS["DescribeStacks"]


def describe_stacks_with_resolved_values(params):
    """A parameter that is read from Parameter Store has its name there as its value, and what it was resolved to."""
    status, headers, body = describe_stacks(params)
    for name, stack in cloudformation._stacks.items():
        for parameter in stack.get("_resolved_params", {}).values() if name != PROBED else ():
            if "SsmName" in parameter:
                value = xml_escape(str(parameter["Value"]))
                told = f"{xml_escape(parameter['SsmName'])}</ParameterValue><ResolvedValue>{value}</ResolvedValue>"
                body = body.replace(f">{value}</ParameterValue>".encode(), f">{told}".encode())
    return status, headers, body


cloudformation._ACTION_HANDLERS["DescribeStacks"] = describe_stacks_with_resolved_values
